<?php

// phpcs:disable

use AmendsDesk\LinkToken;
use PHPUnit\Framework\TestCase;

use function AmendsDesk\Tests\vectors;

final class LinkTokenTest extends TestCase
{
    public static function links(): array
    {
        return array_filter(vectors('links'), static function ($given) {
            return $given[0]['verdict'] === 'ok';
        });
    }

    /** @dataProvider links */
    public function testEachGoodLinkIsMadeAsTheContractSays(array $vector): void
    {
        $text = base64_decode(strtr(explode('.', $vector['token'])[0], '-_', '+/'));
        [$shop, $order, $purpose, $expiry] = explode('.', $text);
        $made = LinkToken::make($vector['secret'], $shop, $order, $purpose, (int) $expiry);
        $this->assertSame($vector['token'], $made);
    }

    public function testALinkStandsInAnAddressAsItIs(): void
    {
        $secret = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
        foreach (range(1, 50) as $order) {
            $made = LinkToken::make($secret, 'wren-tide', (string) $order, 'complaint', 1795000000);
            $this->assertSame(rawurlencode($made), $made);
            $this->assertSame(1, substr_count($made, '.'));
        }
    }

    public function testWithoutASecretThereIsNoLink(): void
    {
        $this->assertSame('', LinkToken::make('whsec_short', 'wren-tide', '18', 'complaint', 1795000000));
    }
}
