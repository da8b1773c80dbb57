<?php

namespace AmendsDesk;

/**
 * What a customer typed into a form, and what the form's description asks about it.
 */
final class FormAnswers
{
    /** Letters; far more than is asked about, and far less than a request may bring. */
    private const LONGEST_LINE = 2000;
    private const LONGEST_TEXT = 20000;

    private const ADDRESS = '/\A[^\s@<>()",;:]{1,64}@[^\s@<>()",;:]+\.[^\s@<>()",;:.]{2,}\z/u';

    /**
     * Every answer by its field's name, '' where nothing was typed; of choices one that is offered.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $posted
     * @return array<string, string>
     */
    public static function read(array $form, array $posted): array
    {
        $typed = [];
        foreach ($form['fields'] as $name => $field) {
            $values = array_column($field['choices'], 'value');
            $text = $posted[$name] ?? '';
            $typed[$name] = $values === [] || in_array($text, $values, true) ? $text : $field['default'];
        }
        return $typed;
    }

    /** How much of a field is taken in at all. */
    public static function most(array $field): int
    {
        return $field['type'] === 'textarea' ? self::LONGEST_TEXT : self::LONGEST_LINE;
    }

    /**
     * One posted text as it was typed, but for what no keyboard types. Markup in it stays: it is somebody’s words.
     */
    public static function text($posted, bool $lines = false): string
    {
        $text = is_string($posted) ? wp_check_invalid_utf8((string) wp_unslash($posted)) : '';
        $text = str_replace(["\r\n", "\r"], "\n", $text);
        $text = (string) preg_replace('/[^\P{Cc}\n\t]/u', '', $text);
        if (!$lines) {
            $text = (string) preg_replace('/\s+/u', ' ', $text);
        }
        return mb_substr(trim($text), 0, $lines ? self::LONGEST_TEXT : self::LONGEST_LINE);
    }

    /**
     * What needs a look. Each thing is asked once and then let be, but for what the description insists on.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $typed
     * @param array<int, string> $asked what was asked before
     * @return array{0: array<string, string>, 1: array<int, string>} sentences by field, and all that was asked by now
     */
    public static function look(array $form, array $typed, array $asked): array
    {
        $nothing = $form['ask_nothing'];
        $filled = array_filter(array_intersect_key($typed, array_flip($nothing['fields'])), 'strlen');
        if ($nothing['fields'] !== [] && $nothing['text'] !== '' && $filled === []) {
            return [[$nothing['fields'][0] => $nothing['text']], $asked];
        }
        $found = [];
        $open = false;
        $keys = [];
        foreach ($form['fields'] as $name => $field) {
            foreach ($field['asks'] as $ask) {
                if (isset($found[$name]) || !self::applies($ask, $field, $typed)) {
                    continue;
                }
                $length = number_format_i18n(mb_strlen($typed[$name]));
                $found[$name] = str_replace('{length}', $length, $ask['text']);
                $keys[] = $name . '-' . $ask['when'];
                $open = $open || $ask['insist'] || !in_array($name . '-' . $ask['when'], $asked, true);
            }
        }
        return [$open ? $found : [], array_values(array_unique(array_merge($asked, $keys)))];
    }

    /**
     * What is sent: as typed, and cut only where the customer was told so and went on.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $typed
     * @return array<string, string>
     */
    public static function fields(array $form, array $typed): array
    {
        foreach ($form['fields'] as $name => $field) {
            $typed[$name] = rtrim(mb_substr($typed[$name], 0, $field['longest']));
        }
        return $typed;
    }

    /**
     * A statement by law in the description’s sentences; '' for a form that has none.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $fields
     */
    public static function statement(array $form, array $fields): string
    {
        $named = [];
        foreach ($fields as $name => $text) {
            $named['{' . $name . '}'] = $text === '' ? $form['not_named'] : $text;
        }
        $lines = [];
        foreach ($form['statement'] as $line) {
            if (self::holds($line, $fields)) {
                // All at once, so that braces which somebody typed stay braces.
                $lines[] = strtr($line['text'], $named);
            }
        }
        return implode("\n", $lines);
    }

    /**
     * What was answered, as pairs of question and answer; what was left empty is left out.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $fields
     * @return array<int, array{0: string, 1: string}>
     */
    public static function mirror(array $form, array $fields): array
    {
        $pairs = [];
        foreach ($form['fields'] as $name => $field) {
            $labels = array_column($field['choices'], 'label', 'value');
            if ($fields[$name] !== '') {
                $pairs[] = [$field['label'], $labels[$fields[$name]] ?? $fields[$name]];
            }
        }
        return $pairs;
    }

    /**
     * All of it as plain text, to be copied or read by the owner.
     *
     * @param array<string, mixed> $form
     * @param array<string, string> $fields
     */
    public static function words(array $form, array $fields): string
    {
        $statement = self::statement($form, $fields);
        if ($statement !== '') {
            $email = $fields['email'] ?? '';
            return $email === '' ? $statement : $statement . "\n\n" . $form['receipt_to'] . ' ' . $email;
        }
        $said = [];
        foreach (self::mirror($form, $fields) as [$label, $text]) {
            $said[] = $label . (preg_match('/[?:]\z/', $label) === 1 ? ' ' : ': ') . $text;
        }
        return implode("\n\n", $said);
    }

    /** @param array<string, string> $typed */
    private static function applies(array $ask, array $field, array $typed): bool
    {
        $text = $typed[$field['name']];
        $is_so = [
            'empty' => $text === '',
            'address' => $text !== '' && preg_match(self::ADDRESS, $text) !== 1,
            'long' => mb_strlen($text) > $field['longest'],
        ];
        return $is_so[$ask['when']] && self::holds($ask, $typed);
    }

    /**
     * Whether all of `if` and none of `unless` is so: a field that is filled, or one with a certain answer.
     *
     * @param array{if: array<int, string>, unless: array<int, string>} $conditions
     * @param array<string, string> $typed
     */
    private static function holds(array $conditions, array $typed): bool
    {
        $is_so = static function (string $condition) use ($typed): bool {
            [$name, $answer] = array_pad(explode('=', $condition, 2), 2, null);
            $text = $typed[$name] ?? '';
            return $answer === null ? $text !== '' : $text === $answer;
        };
        $met = array_filter($conditions['if'], $is_so);
        return count($met) === count($conditions['if']) && array_filter($conditions['unless'], $is_so) === [];
    }
}
