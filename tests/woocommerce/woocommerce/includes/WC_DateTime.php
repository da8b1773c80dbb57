<?php

/**
 * A moment that knows the shop's zone.
 */
class WC_DateTime extends DateTime
{
    /** @param int $seconds since 1970 */
    public static function standin_at($seconds): self
    {
        $moment = new self('@' . (int) $seconds);
        $moment->setTimezone(wp_timezone());
        return $moment;
    }

    #[\ReturnTypeWillChange]
    public function getTimestamp()
    {
        return parent::getTimestamp();
    }

    public function getOffsetTimestamp()
    {
        return $this->getTimestamp() + $this->getOffset();
    }

    public function date($format)
    {
        return gmdate($format, $this->getOffsetTimestamp());
    }

    public function date_i18n($format = 'Y-m-d')
    {
        return date_i18n($format, $this->getOffsetTimestamp());
    }
}
