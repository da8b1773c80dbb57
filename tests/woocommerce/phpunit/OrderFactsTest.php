<?php

// phpcs:disable

use AmendsDesk\OrderFacts;
use PHPUnit\Framework\TestCase;

use function AmendsDesk\Tests\vectors;

final class OrderFactsTest extends TestCase
{
    public function testAnOrderIsToldAsTheContractSays(): void
    {
        $first = array_values(vectors('bodies'))[0][0];
        $this->assertSame($first['value'], ['order' => OrderFacts::of(new WC_Order(18))]);
    }

    public function testAnAmountIsTextAndLosesNothing(): void
    {
        $amounts = ['5.00' => 5.0, '0.10' => 0.1, '1.234' => 1.234, '-3.50' => -3.5, '1234567.89' => 1234567.89];
        foreach ($amounts as $text => $amount) {
            $this->assertSame((string) $text, OrderFacts::amount($amount));
        }
    }
}
