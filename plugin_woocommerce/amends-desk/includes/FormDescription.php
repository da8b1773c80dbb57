<?php

namespace AmendsDesk;

/**
 * What the forms of the desk ask, in every language: fetched together with the policy, printed from the copy kept.
 */
final class FormDescription
{
    /** Only for a shop that has no copy yet; else the forms come with the policy. */
    public const HOOK = 'amends_desk_fetch_forms';

    /** What all languages share; each language has an option of its own, since a page needs one of 24. */
    private const OPTION = 'amends_desk_forms';

    private const SOON_S = 60;

    public static function listen(): void
    {
        add_action(PolicyPage::HOOK, [self::class, 'fetch'], 20);
        add_action(self::HOOK, [self::class, 'fetch']);
    }

    /** Fetch the forms if they changed. Whatever goes wrong, the last good copy stays. */
    public static function fetch(): void
    {
        $connection = Connection::current();
        if ($connection === null) {
            return;
        }
        $kept = self::kept($connection);
        [$status, $told, $etag] = DeskClient::ask($connection, '/relay/v1/forms', $kept['etag']);
        $read = $status === 200 ? FormShape::of($told) : null;
        if ($read === null) {
            if ($kept['languages'] === []) {
                as_unschedule_all_actions(self::HOOK, [], OrderRelay::GROUP);
                as_schedule_single_action(time() + self::SOON_S, self::HOOK, [], OrderRelay::GROUP);
            }
            return;
        }
        foreach ($read['languages'] as $lang => $language) {
            update_option(self::OPTION . '_' . $lang, $language, false);
        }
        $languages = array_map('strval', array_keys($read['languages']));
        foreach (array_diff($kept['languages'], $languages) as $gone) {
            delete_option(self::OPTION . '_' . $gone);
        }
        $about = [
            'of' => $connection->shop,
            'desk' => $connection->agreed,
            'etag' => $etag,
            'default' => $read['default'],
            'languages' => $languages,
            'shop' => $read['shop'],
        ];
        update_option(self::OPTION, $about, false);
    }

    /**
     * One form with all that its pages say; null where there is no connection, or no copy with it.
     *
     * The language is the one asked for, else the page's own, else the shop's.
     *
     * @return array{path: string, lang: string, dir: string, words: array<string, mixed>, form: array<string, mixed>,
     *     shop: array<string, string>}|null
     */
    public static function form(string $path, string $lang): ?array
    {
        $connection = Connection::current();
        if ($connection === null || !in_array($path, FormShape::PATHS, true)) {
            return null;
        }
        $kept = self::kept($connection);
        $own = (string) strtok(determine_locale(), '_-');
        foreach (array_intersect([$lang, $own, $kept['default'], 'en'], $kept['languages']) as $one) {
            $language = get_option(self::OPTION . '_' . $one);
            if (is_array($language) && isset($language['forms'][$path])) {
                return [
                    'path' => $path,
                    'lang' => $one,
                    'dir' => $language['dir'],
                    'words' => $language['words'],
                    'form' => $language['forms'][$path],
                    'shop' => $kept['shop'],
                ];
            }
        }
        return null;
    }

    /** @return array{etag: string, default: string, languages: array<int, string>, shop: array<string, string>} */
    private static function kept(Connection $connection): array
    {
        $kept = get_option(self::OPTION);
        $of = is_array($kept) ? [$kept['of'] ?? '', $kept['desk'] ?? ''] : [];
        $is_ours = $of === [$connection->shop, $connection->agreed];
        return $is_ours ? $kept : ['etag' => '', 'default' => '', 'languages' => [], 'shop' => []];
    }
}
