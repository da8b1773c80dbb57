<?php

// phpcs:disable

use AmendsDesk\Signature;
use PHPUnit\Framework\TestCase;

use function AmendsDesk\Tests\vectors;

final class SignatureTest extends TestCase
{
    private const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

    public static function signatures(): array
    {
        return vectors('signatures');
    }

    /** @dataProvider signatures */
    public function testEachSignedRequestIsJudgedAsTheContractSays(array $vector): void
    {
        $headers = $vector['headers'];
        $found = Signature::fault(
            $vector['secret'],
            $headers['webhook-id'] ?? '',
            $headers['webhook-timestamp'] ?? '',
            $headers['webhook-signature'] ?? '',
            $vector['body'],
            $vector['now']
        );
        $this->assertSame($vector['verdict'] === 'ok' ? '' : $vector['verdict'], $found);
    }

    public function testWhatIsSignedHereFitsHere(): void
    {
        $signed = Signature::sign(self::SECRET, 'msg_1', 1795000000, '{}');
        $this->assertSame('', Signature::fault(self::SECRET, 'msg_1', '1795000000', $signed, '{}', 1795000000));
        $both = "v1,AAAA $signed";
        $this->assertSame('', Signature::fault(self::SECRET, 'msg_1', '1795000000', $both, '{}', 1795000300));
    }

    public function testOneByteSomewhereElseIsNotSigned(): void
    {
        $signed = Signature::sign(self::SECRET, 'msg_1', 1795000000, '{}');
        foreach ([['msg_2', '1795000000', '{}'], ['msg_1', '1795000001', '{}'], ['msg_1', '1795000000', '{} ']] as $one) {
            [$id, $time, $body] = $one;
            $this->assertSame('bad_signature', Signature::fault(self::SECRET, $id, $time, $signed, $body, 1795000000));
        }
    }

    public function testFiveMinutesEitherWayAreEnoughAndOneSecondMoreIsStale(): void
    {
        $signed = Signature::sign(self::SECRET, 'msg_1', 1795000000, '{}');
        foreach ([-301 => 'stale', -300 => '', 300 => '', 301 => 'stale'] as $apart => $fault) {
            $now = 1795000000 + $apart;
            $this->assertSame($fault, Signature::fault(self::SECRET, 'msg_1', '1795000000', $signed, '{}', $now));
        }
    }

    public function testATimeThatPhpWouldReadAsANumberButIsNotPlainDigitsIsRefused(): void
    {
        foreach ([' 17', '17 ', '17.0', '1e3', '+17', '-17', '017', '0x11', '', "17\n", str_repeat('9', 13)] as $time) {
            $signed = Signature::sign(self::SECRET, 'msg_1', 17, '{}');
            $this->assertSame('bad_signature', Signature::fault(self::SECRET, 'msg_1', $time, $signed, '{}', 17));
        }
    }

    public function testWhatIsNoSecretSignsNothing(): void
    {
        foreach (['', 'whsec_', 'whsec_short', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'whsec_****'] as $secret) {
            $this->assertSame(null, Signature::key($secret));
            $this->assertSame('', Signature::sign($secret, 'msg_1', 17, '{}'));
            $this->assertSame('bad_signature', Signature::fault($secret, 'msg_1', '17', '', '{}', 17));
        }
    }
}
