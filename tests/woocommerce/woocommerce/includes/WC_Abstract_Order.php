<?php

use Standin\Tables;

/**
 * What an order and a refund have in common.
 */
abstract class WC_Abstract_Order extends WC_Data
{
    /** @var string */
    protected $status = 'pending';

    /** @var int */
    protected $parent_id = 0;

    /** @var int */
    protected $created;

    /** @var int */
    protected $modified;

    /** @param array<string, mixed>|int $row of Tables, or 0 for a new one */
    public function __construct($row = 0)
    {
        $this->created = time();
        $this->modified = $this->created;
        $this->data['version'] = WC_VERSION;
        if (is_array($row)) {
            $this->id = (int) $row['id'];
            $this->parent_id = (int) $row['parent'];
            $this->status = (string) preg_replace('/\Awc-/', '', $row['status']);
            $this->created = (int) $row['created'];
            $this->modified = (int) $row['modified'];
            $this->data = (array) $row['data'];
            $this->meta_data = $row['meta'];
        }
    }

    abstract public function get_type();

    public function get_parent_id($context = 'view')
    {
        return $this->parent_id;
    }

    public function set_parent_id($value)
    {
        $this->parent_id = (int) $value;
    }

    public function get_status($context = 'view')
    {
        return $this->status;
    }

    public function has_status($status)
    {
        return in_array($this->get_status(), (array) $status, true);
    }

    public function get_currency($context = 'view')
    {
        return $this->prop('currency', get_woocommerce_currency());
    }

    public function get_total($context = 'view')
    {
        return (string) $this->prop('total', '0');
    }

    public function get_version($context = 'view')
    {
        return $this->prop('version');
    }

    public function get_date_created($context = 'view')
    {
        return WC_DateTime::standin_at($this->created);
    }

    public function get_date_modified($context = 'view')
    {
        return WC_DateTime::standin_at($this->modified);
    }

    public function get_items($types = 'line_item')
    {
        $items = [];
        foreach (in_array('line_item', (array) $types, true) ? $this->prop('items', []) : [] as $about) {
            $items[$about['id']] = new WC_Order_Item_Product($about);
        }
        return $items;
    }

    public function get_item($item_id, $load_from_db = true)
    {
        return $this->get_items()[$item_id] ?? false;
    }

    public function get_item_count($item_type = '')
    {
        return (int) array_sum(array_map(static fn($item) => $item->get_quantity(), $this->get_items()));
    }

    public function save()
    {
        $this->modified = time();
        $this->id = Tables::write(
            [
                'id' => $this->id,
                'type' => $this->get_type(),
                'parent' => $this->parent_id,
                'status' => 'wc-' . $this->status,
                'created' => $this->created,
                'modified' => $this->modified,
                'data' => $this->data,
                'meta' => $this->meta_data,
            ]
        );
        return $this->id;
    }

    public function delete($force_delete = false)
    {
        Tables::remove($this->id);
        $this->id = 0;
        return true;
    }
}
