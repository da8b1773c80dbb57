<?php

/**
 * The plugin's clock, which a test may set: seconds in the file `clock`; without it, the time that it is.
 */

namespace AmendsDesk;

function time(): int
{
    $set = \AMENDS_SITE . '/clock';
    return is_file($set) ? (int) file_get_contents($set) : \time();
}
