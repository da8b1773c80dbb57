<?php

namespace AmendsDesk;

/**
 * The desk’s forms inside the shop: two plain pages and the receipt, all at the address where the form stands.
 *
 * Looking at a form asks nobody and is the same for everybody, so that it may lie in a cache. Only what is posted is
 * worked on, and its answer is never cached.
 */
final class FormPage
{
    private const STYLE = 'amends-desk-form';
    private const VERSION = '0.1.0';

    /** @var array<string, mixed>|null what came of a form that was posted: its sheet, which page, and what is on it */
    private static $answer = null;

    public static function listen(): void
    {
        add_action('template_redirect', [self::class, 'take'], 0);
        add_action('init', [self::class, 'sheet']);
        add_action('wp_enqueue_scripts', [self::class, 'dress']);
        add_action('enqueue_block_editor_assets', [self::class, 'offer']);
        add_filter('no_texturize_tags', [self::class, 'asTyped']);
        add_filter('document_title_parts', [self::class, 'title']);
        add_shortcode('amends_form', [self::class, 'shortcode']);
    }

    /** `[amends_form kind="withdraw"]`, and the block too. */
    public static function shortcode($attributes): string
    {
        $attributes = shortcode_atts(['kind' => 'complaint'], is_array($attributes) ? $attributes : []);
        $path = in_array($attributes['kind'], FormShape::PATHS, true) ? $attributes['kind'] : 'complaint';
        $sheet = FormDescription::form($path, self::asked('lang'));
        if ($sheet === null) {
            return self::link($path);
        }
        wp_enqueue_style(self::STYLE);
        return self::$answer !== null && self::$answer['sheet']['path'] === $path ? self::answer(self::$answer)
            : FormMarkup::boxes($sheet, self::known($sheet), [], []);
    }

    /** Work on what was posted, before anything is printed. */
    public static function take(): void
    {
        self::$answer = null;
        if (self::asked('o') !== '') {
            // What such a page shows is for who has the link alone.
            nocache_headers();
        }
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || self::posted('form') === '') {
            return;
        }
        $sheet = FormDescription::form(self::posted('form'), self::posted('lang'));
        if ($sheet === null) {
            return;
        }
        nocache_headers();
        $typed = [];
        foreach ($sheet['form']['fields'] as $name => $field) {
            $typed[$name] = self::posted('field_' . $name, $field['type'] === 'textarea');
        }
        $typed = FormAnswers::read($sheet['form'], $typed);
        $asked = array_filter(explode(' ', self::posted('asked')), static function ($key) {
            return preg_match('/\A[a-z_]{1,40}-[a-z]{1,10}\z/', $key) === 1;
        });
        $trap = $sheet['form']['statutory'] ? '' : self::posted('leave_empty');
        $about = ['sheet' => $sheet, 'typed' => $typed, 'trap' => $trap, 'found' => [], 'unsaved' => false];
        self::$answer = self::step($sheet, $typed, array_values($asked), $trap) + $about;
    }

    public static function sheet(): void
    {
        wp_register_style(self::STYLE, plugins_url('assets/form.css', __DIR__), [], self::VERSION);
    }

    /** The form’s own sheet, in the head of a page that has a form, and nowhere else. */
    public static function dress(): void
    {
        $post = is_singular() ? get_post() : null;
        if ($post && (has_shortcode($post->post_content, 'amends_form') || has_block('amends-desk/form', $post))) {
            wp_enqueue_style(self::STYLE);
        }
    }

    /** What the editor lets an owner choose from, in the owner’s language. */
    public static function offer(): void
    {
        $kinds = [];
        foreach (FormShape::PATHS as $path) {
            $kinds[] = ['value' => $path, 'label' => self::words($path)];
        }
        $told = ['title' => __('Which form?', 'amends-desk'), 'kinds' => $kinds];
        $script = 'window.amendsDeskForm = ' . wp_json_encode($told, JSON_HEX_TAG) . ';';
        wp_add_inline_script('amends-desk-form-editor-script', $script, 'before');
    }

    /** WordPress improves dashes and quotes in whatever is printed; what somebody typed is not its own. */
    public static function asTyped($tags): array
    {
        return array_merge((array) $tags, ['textarea', 'amends-words']);
    }

    /** The page’s title begins with the error that it has. */
    public static function title($parts): array
    {
        $error = self::$answer['sheet']['words']['error'] ?? '';
        if ($error !== '' && (self::$answer['found'] !== [] || self::$answer['unsaved'])) {
            $parts['title'] = $error . ' ' . ($parts['title'] ?? '');
        }
        return (array) $parts;
    }

    /** @param array<string, mixed> $answer */
    private static function answer(array $answer): string
    {
        $sheet = $answer['sheet'];
        switch ($answer['page']) {
            case 'taken':
                return FormEnds::receipt($sheet, $answer['told']);
            case 'before':
                return FormEnds::before($sheet);
            case 'kept':
                return FormEnds::kept($sheet, $answer['words'], $answer['told']['received_at']);
            case 'review':
                return FormMarkup::review(
                    $sheet,
                    $answer['typed'],
                    $answer['asked'],
                    $answer['key'],
                    $answer['trap'],
                    $answer['unsaved']
                );
        }
        return FormMarkup::boxes($sheet, $answer['typed'], $answer['found'], $answer['asked']);
    }

    /**
     * One step: back to the boxes, on to the second page, or off with it.
     *
     * @param array<string, mixed> $sheet
     * @param array<string, string> $typed
     * @param array<int, string> $asked
     * @return array<string, mixed> which page, and what is on it
     */
    private static function step(array $sheet, array $typed, array $asked, string $trap): array
    {
        if (self::posted('step') === 'edit') {
            return ['page' => 'boxes', 'asked' => $asked];
        }
        [$found, $asked] = FormAnswers::look($sheet['form'], $typed, $asked);
        if ($found !== []) {
            return ['page' => 'boxes', 'found' => $found, 'asked' => $asked];
        }
        $key = self::posted('key');
        $has_key = preg_match('/\A[a-f0-9]{32}\z/', $key) === 1;
        if (self::posted('step') !== 'send' || !$has_key) {
            return ['page' => 'review', 'asked' => $asked, 'key' => bin2hex(random_bytes(16))];
        }
        $fields = FormAnswers::fields($sheet['form'], $typed);
        $words = FormAnswers::words($sheet['form'], $fields);
        [$came, $told] = self::send($sheet, $fields + ($trap === '' ? [] : ['leave_empty' => $trap]), $key, $words);
        $about = ['page' => $came, 'asked' => $asked, 'key' => $key, 'words' => $words, 'told' => $told];
        if ($came === 'unfit') {
            return ['page' => 'boxes', 'found' => self::unfit($sheet['form'], $told)] + $about;
        }
        return $came === 'unsaved' ? ['page' => 'review', 'unsaved' => true] + $about : $about;
    }

    /**
     * @param array<string, mixed> $sheet
     * @param array<string, string> $fields
     * @return array{0: string, 1: array<string, mixed>} as `StatementRelay::send` tells it
     */
    private static function send(array $sheet, array $fields, string $key, string $words): array
    {
        $order = LinkedOrder::of($sheet['path'], self::asked('o'));
        $message = [
            'form' => $sheet['path'],
            'lang' => $sheet['lang'],
            'fields' => $fields,
            'order' => $order === null ? '' : LinkedOrder::id($order, $fields),
        ];
        $id = StatementRelay::id($key, $sheet['path'], $sheet['lang'], $fields);
        return StatementRelay::send($id, $message, $words, $sheet['form']['statutory']);
    }

    /**
     * The desk’s sentences, each at its box; the general one where none is.
     *
     * @param array<string, mixed> $form
     * @param array<string, mixed> $told
     * @return array<string, string>
     */
    private static function unfit(array $form, array $told): array
    {
        $sentences = array_filter(is_array($told['fields'] ?? null) ? $told['fields'] : [], 'is_string');
        // In the order of the page.
        $found = array_intersect_key(array_merge($form['fields'], $sentences), $form['fields'], $sentences);
        $sentence = is_string($told['sentence'] ?? null) ? $told['sentence'] : '';
        return $found === [] ? ['' => $sentence] : $found;
    }

    /**
     * What the boxes hold at first: what the shop knows of the order in a link, and nothing about a person.
     *
     * A mail may be forwarded and a link lies in histories, so that name and address stay empty although we know them.
     *
     * @param array<string, mixed> $sheet
     * @return array<string, string>
     */
    private static function known(array $sheet): array
    {
        $order = LinkedOrder::of($sheet['path'], self::asked('o'));
        $typed = $order === null ? [] : LinkedOrder::facts($order, $sheet['form']['statutory']);
        foreach ($sheet['form']['fields'] as $name => $field) {
            $typed[$name] = mb_substr($typed[$name] ?? $field['default'], 0, $field['longest']);
        }
        return array_intersect_key($typed, $sheet['form']['fields']);
    }

    /** As long as there is no copy of the form: the way to the desk’s own; nothing without a connection. */
    private static function link(string $path): string
    {
        $connection = Connection::current();
        if ($connection === null) {
            return '';
        }
        $address = $connection->desk . '/s/' . $connection->shop . '/' . $path;
        $words = esc_html(self::words($path));
        return '<p class="amends-desk"><a href="' . esc_url($address) . '">' . $words . '</a></p>';
    }

    private static function words(string $path): string
    {
        return $path === 'terminate' ? __('Terminate contracts here', 'amends-desk') : CustomerLinks::words($path);
    }

    /** What the page's address says. It chooses what is shown, and changes nothing. */
    // phpcs:ignore AmendsDesk.Security.GuardedInput -- only looked at: a language, and a token with a signature
    private static function asked(string $name): string
    {
        return FormAnswers::text($_GET[$name] ?? '');
    }

    /** What was posted. */
    // phpcs:ignore AmendsDesk.Security.GuardedInput -- guests write here from cached pages: see FormMarkup::open()
    private static function posted(string $name, bool $lines = false): string
    {
        return FormAnswers::text($_POST['amends_' . $name] ?? '', $lines);
    }
}
