<?php

/**
 * What orders, items and products have in common: an id, known properties and free meta data.
 */
abstract class WC_Data
{
    /** @var int */
    protected $id = 0;

    /** @var array<string, mixed> */
    protected $data = [];

    /** @var array<int, array{0: string, 1: mixed}> */
    protected $meta_data = [];

    public function get_id()
    {
        return $this->id;
    }

    public function get_meta($key = '', $single = true, $context = 'view')
    {
        $found = [];
        foreach ($this->meta_data as [$name, $value]) {
            if ($name === $key) {
                $found[] = $value;
            }
        }
        return $single ? ($found[0] ?? '') : $found;
    }

    public function meta_exists($key = '')
    {
        return in_array($key, array_column($this->meta_data, 0), true);
    }

    public function add_meta_data($key, $value, $unique = false)
    {
        if ($unique) {
            $this->delete_meta_data($key);
        }
        $this->meta_data[] = [$key, $value];
    }

    public function update_meta_data($key, $value, $meta_id = 0)
    {
        $this->add_meta_data($key, $value, true);
    }

    public function delete_meta_data($key)
    {
        $this->meta_data = array_values(array_filter($this->meta_data, static fn($one) => $one[0] !== $key));
    }

    /** @return mixed what is kept under a property's name */
    protected function prop($name, $else = '')
    {
        return $this->data[$name] ?? $else;
    }
}
