<?php

namespace Standin;

/**
 * Which mail it is; hooks are given it.
 */
final class Mail
{
    /** @var string */
    public $id;

    public function __construct(string $id)
    {
        $this->id = $id;
    }
}
