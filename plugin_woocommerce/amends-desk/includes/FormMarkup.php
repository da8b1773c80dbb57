<?php

namespace AmendsDesk;

/**
 * Prints the two pages of a form: the boxes, and what was typed once more with the button that sends it.
 *
 * All names of boxes begin with `amends_`: WordPress reads a posted `name` or `p` as the page that is asked for. None
 * has brackets, in which it would look for a shortcode.
 */
final class FormMarkup
{
    /**
     * The first page: boxes with what was typed, and what needs a look.
     *
     * @param array<string, mixed> $sheet as `FormDescription::form` tells it
     * @param array<string, string> $typed
     * @param array<string, string> $found sentences by field; '' for one about the whole
     * @param array<int, string> $asked
     */
    public static function boxes(array $sheet, array $typed, array $found, array $asked): string
    {
        $form = $sheet['form'];
        $id = wp_unique_id('amends-');
        $html = self::begin($sheet) . self::found($sheet, $id, $found) . '<h2>' . self::safe($form['title']) . '</h2>';
        foreach ($form['lead'] as $text) {
            $html .= '<p>' . self::safe($text) . '</p>';
        }
        $html .= self::open($sheet, implode(' ', $asked));
        foreach ($form['fields'] as $name => $field) {
            $html .= $field['type'] === 'radio'
                ? self::choices($sheet, $id, $field, $typed[$name], $found[$name] ?? '')
                : self::box($sheet, $id, $field, $typed[$name], $found[$name] ?? '');
        }
        if (!$form['statutory']) {
            $html .= self::trap($id);
        }
        $html .= self::button('check', $form['check']) . '<p class="amends-note">' . self::safe($form['check_note'])
            . '</p></form>';
        if ($form['good_to_know'] !== []) {
            $html .= '<aside><h3>' . self::safe($sheet['words']['good_to_know'] ?? '') . '</h3>';
            foreach ($form['good_to_know'] as $text) {
                $html .= '<p>' . self::safe($text) . '</p>';
            }
            $html .= '</aside>';
        }
        return $html . '</section>';
    }

    /**
     * The second page: the statement, or question and answer, and one button that sends it.
     *
     * @param array<string, mixed> $sheet
     * @param array<string, string> $typed
     * @param array<int, string> $asked
     * @param string $trap what a machine wrote where nobody writes
     * @param bool $unsaved whether it was pressed before, and nobody could keep the message
     */
    public static function review(
        array $sheet,
        array $typed,
        array $asked,
        string $key,
        string $trap = '',
        bool $unsaved = false
    ): string {
        $form = $sheet['form'];
        $fields = FormAnswers::fields($form, $typed);
        $html = self::begin($sheet) . ($unsaved ? FormEnds::unsaved($sheet, FormAnswers::words($form, $fields)) : '')
            . '<h2 tabindex="-1"' . ($unsaved ? '' : ' autofocus') . '>' . self::safe($form['second_title']) . '</h2>'
            . self::open($sheet, implode(' ', $asked));
        foreach ($typed as $name => $text) {
            $html .= self::hidden('field_' . $name, $text);
        }
        $html .= self::hidden('key', $key) . ($trap === '' ? '' : self::hidden('leave_empty', $trap));
        $html .= self::said($form, $fields);
        if (isset($fields['email'])) {
            $html .= '<p>' . ($fields['email'] === '' ? self::safe($form['no_email'])
                : self::safe($form['receipt_to']) . ' <strong><bdi>' . self::safe($fields['email']) . '</bdi></strong>')
                . '</p>';
        }
        // Nothing else on this button than the words that the description has for it: for a withdrawal they are law.
        $html .= self::button('send', $form['send'])
            . '<p><button class="amends-second" name="amends_step" value="edit">' . self::safe($form['change'])
            . '</button></p>';
        foreach ($form['send_notes'] as $text) {
            $html .= '<p class="amends-note">' . self::safe($text) . '</p>';
        }
        return $html . '</form></section>';
    }

    /** A text of the desk or of a person as it stands, between tags or in an attribute. */
    public static function safe(string $text): string
    {
        // Not `esc_html`, which leaves `&amp;` as it is: what somebody typed has to come back as it was typed. And
        // WordPress looks for shortcodes in what blocks print, so that a bracket must not be one.
        return str_replace(['[', ']'], ['&#91;', '&#93;'], esc_textarea($text));
    }

    /** What a person wrote, line by line; the element is there for `FormPage::asTyped`. */
    public static function words(string $text): string
    {
        return '<amends-words dir="auto">' . self::safe($text) . '</amends-words>';
    }

    /**
     * What every page begins with; it ends with `</section>`.
     *
     * @param array<string, mixed> $sheet
     */
    public static function begin(array $sheet): string
    {
        return '<section class="amends-desk-form" lang="' . esc_attr($sheet['lang']) . '" dir="'
            . esc_attr($sheet['dir']) . '">';
    }

    /**
     * @param array<string, mixed> $form
     * @param array<string, string> $fields
     */
    private static function said(array $form, array $fields): string
    {
        $statement = FormAnswers::statement($form, $fields);
        if ($statement !== '') {
            return '<blockquote>' . self::words($statement) . '</blockquote>';
        }
        $html = '<dl>';
        foreach (FormAnswers::mirror($form, $fields) as [$label, $text]) {
            $html .= '<dt>' . self::safe($label) . '</dt><dd>' . self::words($text) . '</dd>';
        }
        return $html . '</dl>';
    }

    /**
     * The beginning of a form that posts to the page it stands on, whichever that is.
     *
     * There is no nonce, by intent: guests write here, the page may lie in a cache for days, and a withdrawal must not
     * be refused because of that. Nothing is done in anybody’s name: a message says itself who wrote it.
     *
     * @param array<string, mixed> $sheet
     */
    private static function open(array $sheet, string $asked): string
    {
        return '<form method="post" accept-charset="utf-8" novalidate>' . self::hidden('form', $sheet['path'])
            . self::hidden('lang', $sheet['lang']) . self::hidden('asked', $asked);
    }

    private static function hidden(string $name, string $value): string
    {
        return '<input type="hidden" name="' . esc_attr('amends_' . $name) . '" value="' . self::safe($value) . '">';
    }

    private static function button(string $step, string $words): string
    {
        return '<p><button class="button wp-element-button" name="amends_step" value="' . esc_attr($step) . '">'
            . self::safe($words) . '</button></p>';
    }

    /** People neither see nor reach it; what fills in everything gives itself away. */
    private static function trap(string $id): string
    {
        return '<p class="amends-unseen" aria-hidden="true"><label for="' . esc_attr("$id-trap") . '">'
            . esc_html__('Leave this field empty', 'amends-desk') . '</label> <input id="' . esc_attr("$id-trap")
            . '" name="amends_leave_empty" value="" autocomplete="off" tabindex="-1"></p>';
    }

    /**
     * @param array<string, mixed> $sheet
     * @param array<string, string> $found
     */
    private static function found(array $sheet, string $id, array $found): string
    {
        if ($found === []) {
            return '';
        }
        $words = $sheet['words'];
        $title = $words['found_titles'][count($found) - 1] ?? $words['found_title'] ?? '';
        $html = '<div class="amends-found" role="alert" tabindex="-1" autofocus><h2>' . self::safe($title) . '</h2><p>'
            . self::safe($words['still_here'] ?? '') . '</p><ul>';
        foreach ($found as $name => $sentence) {
            $field = $sheet['form']['fields'][$name] ?? null;
            $html .= $field === null ? '<li>' . self::safe($sentence) . '</li>'
                : '<li><a href="' . esc_url('#' . self::place($id, $field)) . '">' . self::safe($field['label'])
                . '</a></li>';
        }
        return $html . '</ul></div>';
    }

    /** The id that a link to a field leads to: of several choices the first. */
    private static function place(string $id, array $field): string
    {
        return $id . '-' . $field['name'] . ($field['type'] === 'radio' ? '-0' : '');
    }

    /** @param array<string, mixed> $sheet */
    private static function box(array $sheet, string $id, array $field, string $typed, string $found): string
    {
        $place = self::place($id, $field);
        $about = ' id="' . esc_attr($place) . '" name="' . esc_attr('amends_field_' . $field['name'])
            . '" autocomplete="' . esc_attr($field['autocomplete']) . '" maxlength="'
            . FormAnswers::most($field) . '" dir="auto"'
            . self::described($place, $field['hint'], $found);
        // A date box would throw away a day that it cannot read.
        $is_day = preg_match('/\A(\d{4}-\d\d-\d\d)?\z/', $typed) === 1;
        $type = $field['type'] === 'date' && !$is_day ? 'text' : $field['type'];
        $box = $field['type'] === 'textarea'
            // The first line break in a text box is not part of what it holds.
            ? '<textarea rows="4"' . $about . ">\n" . self::safe($typed) . '</textarea>'
            : '<input type="' . esc_attr($type) . '"' . $about . ' value="' . self::safe($typed) . '">';
        return '<div class="amends-field"><label for="' . esc_attr($place) . '">' . self::question($sheet, $field)
            . '</label>' . self::besides($sheet, $place, $field['hint'], $found) . $box . '</div>';
    }

    /** @param array<string, mixed> $sheet */
    private static function choices(array $sheet, string $id, array $field, string $typed, string $found): string
    {
        $place = $id . '-' . $field['name'];
        $html = '<fieldset class="amends-field" role="radiogroup"'
            . self::described($place, $field['hint'], $found) . '><legend>' . self::question($sheet, $field)
            . '</legend>' . self::besides($sheet, $place, $field['hint'], $found);
        foreach ($field['choices'] as $number => $choice) {
            $html .= '<label class="amends-choice" for="' . esc_attr("$place-$number") . '"><input type="radio" id="'
                . esc_attr("$place-$number") . '" name="' . esc_attr('amends_field_' . $field['name'])
                . '" value="' . self::safe($choice['value']) . '"' . ($choice['value'] === $typed ? ' checked' : '')
                . '> <span>' . self::safe($choice['label']) . ($choice['hint'] === '' ? ''
                : ' <span class="amends-note">' . self::safe($choice['hint']) . '</span>') . '</span></label>';
        }
        return $html . '</fieldset>';
    }

    /** @param array<string, mixed> $sheet */
    private static function question(array $sheet, array $field): string
    {
        return self::safe($field['label']) . (!$field['optional'] ? ''
            : ' <span class="amends-note">' . self::safe($sheet['words']['optional'] ?? '') . '</span>');
    }

    /** @param array<string, mixed> $sheet */
    private static function besides(array $sheet, string $place, string $hint, string $found): string
    {
        $html = $hint === '' ? ''
            : '<p class="amends-note" id="' . esc_attr("$place-hint") . '">' . self::safe($hint) . '</p>';
        return $found === '' ? $html : $html . '<p class="amends-error" id="' . esc_attr("$place-error")
            . '"><span class="amends-unseen">' . self::safe($sheet['words']['error'] ?? '') . ' </span>'
            . self::safe($found) . '</p>';
    }

    private static function described(string $place, string $hint, string $found): string
    {
        $ids = array_filter([$found === '' ? '' : "$place-error", $hint === '' ? '' : "$place-hint"]);
        return ($found === '' ? '' : ' aria-invalid="true"')
            . ($ids === [] ? '' : ' aria-describedby="' . esc_attr(implode(' ', $ids)) . '"');
    }
}
