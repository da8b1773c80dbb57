<?php

/**
 * Every page of the theme.
 */

get_header();
echo '<main>';
while (have_posts()) {
    the_post();
    the_title('<h1>', '</h1>');
    the_content();
}
echo '</main>';
get_footer();
