<?php

namespace AmendsDesk;

/**
 * Prints what a customer reads after the last button: the receipt, or that the message is kept, or that it is not.
 */
final class FormEnds
{
    /**
     * The desk’s receipt.
     *
     * @param array<string, mixed> $sheet as `FormDescription::form` tells it
     * @param array<string, mixed> $receipt as `Receipt::of` read it
     */
    public static function receipt(array $sheet, array $receipt): string
    {
        $html = FormMarkup::begin($sheet) . self::heading($receipt['title']);
        foreach ($receipt['paragraphs'] as $text) {
            $html .= '<p>' . FormMarkup::safe($text) . '</p>';
        }
        if ($receipt['statement'] !== '') {
            $html .= '<blockquote>' . FormMarkup::words($receipt['statement']) . '</blockquote>';
        }
        foreach ($receipt['links'] as $link) {
            $html .= '<p><a href="' . esc_url($link['href']) . '">' . FormMarkup::safe($link['text']) . '</a></p>';
        }
        return $html . '</section>';
    }

    /**
     * That the same message arrived earlier.
     *
     * @param array<string, mixed> $sheet
     */
    public static function before(array $sheet): string
    {
        return FormMarkup::begin($sheet) . self::heading($sheet['words']['sent_before'] ?? '') . '</section>';
    }

    /**
     * That the desk is away, and the message is kept and will be passed on.
     *
     * @param array<string, mixed> $sheet
     * @param string $words all that was written
     * @param string $received_at the moment at which the shop got it, in UTC
     */
    public static function kept(array $sheet, string $words, string $received_at): string
    {
        $said = $sheet['words'];
        $html = FormMarkup::begin($sheet) . '<div role="status">' . self::heading($said['kept_title'] ?? '') . '<p>'
            . FormMarkup::safe($said['kept_text'] ?? '') . '</p>';
        if ($sheet['form']['statutory']) {
            $time = str_replace('{time}', self::moment($received_at), $said['received'] ?? '');
            $html .= '<p>' . FormMarkup::safe($time) . '</p>';
        }
        return $html . '</div>' . self::copy($sheet, $words) . '</section>';
    }

    /**
     * The notice above the second page where neither the desk nor this shop could keep the message.
     *
     * @param array<string, mixed> $sheet
     */
    public static function unsaved(array $sheet, string $words): string
    {
        $said = $sheet['words'];
        return '<div class="amends-found" role="alert" tabindex="-1" autofocus><p><strong>'
            . FormMarkup::safe($said['not_now'] ?? '') . '</strong> ' . FormMarkup::safe($said['press_again'] ?? '')
            . '</p>' . self::copy($sheet, $words) . '</div>';
    }

    /** A moment in the shop’s zone, to the second and with its distance from UTC; the same in every language. */
    private static function moment(string $received_at): string
    {
        return wp_date('Y-m-d, H:i:s (\U\T\CP)', (int) strtotime($received_at));
    }

    private static function heading(string $text): string
    {
        return '<h2 tabindex="-1" autofocus>' . FormMarkup::safe($text) . '</h2>';
    }

    /** @param array<string, mixed> $sheet */
    private static function copy(array $sheet, string $words): string
    {
        $id = wp_unique_id('amends-');
        $said = $sheet['words'];
        $mailbox = $sheet['shop']['mailbox'] ?? '';
        $html = '<div class="amends-field"><label for="' . $id . '">'
            . FormMarkup::safe($said['copy_hint'] ?? '') . '</label><textarea id="' . $id
            . "\" rows=\"8\" readonly dir=\"auto\">\n" . FormMarkup::safe($words) . '</textarea></div>';
        return is_email($mailbox) ? $html . '<p>' . FormMarkup::safe($said['write_to'] ?? '') . ' <a href="'
            . esc_url('mailto:' . $mailbox) . '">' . FormMarkup::safe($mailbox) . '</a></p>' : $html;
    }
}
