<?php

namespace AmendsDesk;

/**
 * Reads the desk's description of its forms into the one shape that the pages are printed from.
 *
 * Whatever is not as agreed is left out: a type that nobody here can print, a name that is none, a text that is no
 * text. All texts stay texts; they become markup where they are printed, and nowhere else.
 */
final class FormShape
{
    public const PATHS = ['complaint', 'refund', 'return', 'cancel', 'withdraw', 'terminate'];

    private const TYPES = ['text', 'textarea', 'email', 'tel', 'date', 'radio'];
    private const ASKED_WHEN = ['empty', 'address', 'long'];

    private const FORM_TEXTS = [
        'title',
        'check',
        'check_note',
        'second_title',
        'not_named',
        'receipt_to',
        'no_email',
        'change',
        'send',
    ];

    /** Letters of one text, and parts of one list; far more than a form has. */
    private const LONGEST_TEXT = 2000;
    private const MOST_PARTS = 50;

    /** What a customer may type into one box at most, whatever a description says. */
    private const LONGEST_BOX = 20000;

    /**
     * The whole answer of the desk; null for what is none.
     *
     * @return array{default: string, shop: array<string, string>, languages: array<string, array<string, mixed>>}|null
     */
    public static function of($told): ?array
    {
        if (!is_array($told) || !is_array($told['languages'] ?? null)) {
            return null;
        }
        $languages = [];
        foreach ($told['languages'] as $lang => $language) {
            $read = is_array($language) ? self::language($language) : null;
            if ($read !== null && preg_match('/\A[a-z]{2,3}\z/', (string) $lang) === 1) {
                $languages[(string) $lang] = $read;
            }
        }
        if ($languages === []) {
            return null;
        }
        $default = self::text($told['default'] ?? '');
        return [
            'default' => isset($languages[$default]) ? $default : (string) key($languages),
            'shop' => self::named(is_array($told['shop'] ?? null) ? $told['shop'] : [], ['name', 'mailbox']),
            'languages' => $languages,
        ];
    }

    /**
     * @param array<string, mixed> $told
     * @return array<string, mixed>|null
     */
    private static function language(array $told): ?array
    {
        $forms = [];
        foreach (self::PATHS as $path) {
            $form = is_array($told['forms'][$path] ?? null) ? self::form($told['forms'][$path]) : null;
            if ($form !== null) {
                $forms[$path] = $form;
            }
        }
        $words = is_array($told['words'] ?? null) ? $told['words'] : [];
        $read = ['found_titles' => self::texts($words['found_titles'] ?? [])];
        foreach ($words as $name => $text) {
            if (is_string($text) && preg_match('/\A[a-z_]{1,40}\z/', (string) $name) === 1) {
                $read[$name] = self::text($text);
            }
        }
        $dir = ($told['dir'] ?? '') === 'rtl' ? 'rtl' : 'ltr';
        return $forms === [] ? null : ['dir' => $dir, 'words' => $read, 'forms' => $forms];
    }

    /**
     * @param array<string, mixed> $told
     * @return array<string, mixed>|null
     */
    private static function form(array $told): ?array
    {
        $fields = [];
        foreach (self::rows($told['fields'] ?? []) as $row) {
            $field = self::field($row);
            if ($field !== null) {
                $fields[$field['name']] = $field;
            }
        }
        $form = self::named($told, self::FORM_TEXTS);
        if ($fields === [] || $form['title'] === '' || $form['check'] === '' || $form['send'] === '') {
            return null;
        }
        foreach (['lead', 'good_to_know', 'send_notes'] as $name) {
            $form[$name] = self::texts($told[$name] ?? []);
        }
        $lines = [];
        foreach (self::rows($told['statement'] ?? []) as $line) {
            $lines[] = ['text' => self::text($line['text'] ?? '')] + self::conditions($line);
        }
        $nothing = is_array($told['ask_nothing'] ?? null) ? $told['ask_nothing'] : [];
        return $form + [
            'statutory' => ($told['statutory'] ?? false) === true,
            'fields' => $fields,
            'statement' => $lines,
            'ask_nothing' => [
                'fields' => array_values(array_intersect(self::texts($nothing['fields'] ?? []), array_keys($fields))),
                'text' => self::text($nothing['text'] ?? ''),
            ],
        ];
    }

    /**
     * @param array<string, mixed> $told
     * @return array<string, mixed>|null
     */
    private static function field(array $told): ?array
    {
        $field = self::named($told, ['name', 'label', 'hint', 'type', 'autocomplete', 'default']);
        $choices = [];
        foreach (self::rows($told['choices'] ?? []) as $choice) {
            $choices[] = self::named($choice, ['value', 'label', 'hint']);
        }
        $is_box = preg_match('/\A[a-z_]{1,40}\z/', $field['name']) === 1 && $field['name'] !== 'leave_empty';
        if (!$is_box || $field['label'] === '' || !in_array($field['type'], self::TYPES, true)) {
            return null;
        }
        if ($field['type'] === 'radio' && $choices === []) {
            return null;
        }
        if (preg_match('/\A[a-z][a-z -]{0,40}\z/', $field['autocomplete']) !== 1) {
            $field['autocomplete'] = 'off';
        }
        $asks = [];
        foreach (self::rows($told['asks'] ?? []) as $ask) {
            $text = self::text($ask['text'] ?? '');
            if ($text !== '' && in_array($ask['when'] ?? '', self::ASKED_WHEN, true)) {
                $insist = ($ask['insist'] ?? false) === true;
                $asks[] = ['when' => $ask['when'], 'text' => $text, 'insist' => $insist] + self::conditions($ask);
            }
        }
        $longest = is_int($told['longest'] ?? null) ? $told['longest'] : 200;
        return $field + [
            'optional' => ($told['optional'] ?? false) === true,
            'longest' => min(max($longest, 1), self::LONGEST_BOX),
            'choices' => $choices,
            'asks' => $asks,
        ];
    }

    /** @return array{if: array<int, string>, unless: array<int, string>} */
    private static function conditions(array $told): array
    {
        return ['if' => self::texts($told['if'] ?? []), 'unless' => self::texts($told['unless'] ?? [])];
    }

    /**
     * @param array<int, string> $names
     * @return array<string, string>
     */
    private static function named(array $told, array $names): array
    {
        $texts = [];
        foreach ($names as $name) {
            $texts[$name] = self::text($told[$name] ?? '');
        }
        return $texts;
    }

    /** @return array<int, array<string, mixed>> */
    private static function rows($told): array
    {
        return is_array($told) ? array_slice(array_values(array_filter($told, 'is_array')), 0, self::MOST_PARTS) : [];
    }

    /** @return array<int, string> */
    private static function texts($told): array
    {
        $texts = is_array($told) ? array_map([self::class, 'text'], array_values($told)) : [];
        return array_slice(array_values(array_filter($texts, 'strlen')), 0, self::MOST_PARTS);
    }

    private static function text($told): string
    {
        return is_string($told) ? mb_substr($told, 0, self::LONGEST_TEXT) : '';
    }
}
