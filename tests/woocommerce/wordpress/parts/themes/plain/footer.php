<footer>Plain</footer>
<?php wp_footer(); ?>
</body>
</html>
