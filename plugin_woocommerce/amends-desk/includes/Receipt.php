<?php

namespace AmendsDesk;

/**
 * The desk's receipt for a message, read into texts and links.
 */
final class Receipt
{
    private const LONGEST = 20000;
    private const MOST = 20;

    /**
     * @param array<string, mixed> $told
     * @return array{title: string, paragraphs: array<int, string>, statement: string,
     *     links: array<int, array{text: string, href: string}>}|null null for what is no receipt
     */
    public static function of(array $told): ?array
    {
        $title = self::text($told['title'] ?? '');
        if (self::text($told['reference'] ?? '') === '' || $title === '') {
            return null;
        }
        $links = [];
        foreach (is_array($told['links'] ?? null) ? array_slice($told['links'], 0, self::MOST) : [] as $link) {
            $text = self::text($link['text'] ?? '');
            $href = self::text($link['href'] ?? '');
            if ($text !== '' && Connection::origin($href) !== '') {
                $links[] = ['text' => $text, 'href' => $href];
            }
        }
        $told += ['paragraphs' => []];
        $paragraphs = is_array($told['paragraphs']) ? array_map([self::class, 'text'], $told['paragraphs']) : [];
        return [
            'title' => $title,
            'paragraphs' => array_slice(array_values(array_filter($paragraphs, 'strlen')), 0, self::MOST),
            'statement' => self::text($told['statement'] ?? ''),
            'links' => $links,
        ];
    }

    private static function text($told): string
    {
        return is_string($told) ? mb_substr($told, 0, self::LONGEST) : '';
    }
}
