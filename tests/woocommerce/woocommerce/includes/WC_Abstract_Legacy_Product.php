<?php

/**
 * What WooCommerce's product inherits from.
 */
abstract class WC_Abstract_Legacy_Product extends WC_Data
{
}
