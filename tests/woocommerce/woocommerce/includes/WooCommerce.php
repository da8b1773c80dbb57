<?php

/**
 * The plugin's own class, of which others ask whether it is there.
 */
final class WooCommerce
{
    /** @var string */
    public $version = WC_VERSION;

    /** @return Standin\Mails */
    public function mailer()
    {
        return Standin\Mails::instance();
    }

    /** @return Standin\Gateways */
    public function payment_gateways()
    {
        return Standin\Gateways::instance();
    }
}
