<?php

namespace Standin;

/**
 * An action, as as_get_scheduled_actions() gives it: what is called, with what, and when.
 */
final class Action
{
    /** @var array<string, string> */
    private $row;

    /** @param array<string, string> $row */
    public function __construct(array $row)
    {
        $this->row = $row;
    }

    public function get_hook(): string
    {
        return $this->row['hook'];
    }

    /** @return array<int, mixed> */
    public function get_args(): array
    {
        return json_decode($this->row['args'], true);
    }

    /** The schedule, of which only the next moment is asked. */
    public function get_schedule(): self
    {
        return $this;
    }

    public function get_date(): \DateTime
    {
        return new \DateTime('@' . (int) $this->row['due']);
    }
}
