/* The block in the editor: shown as the shop shows it. What it prints comes from render.php. */
(function (wp) {
  wp.blocks.registerBlockType("amends-desk/policy", {
    edit: function (props) {
      return wp.element.createElement(
        "div",
        wp.blockEditor.useBlockProps(),
        wp.element.createElement(wp.serverSideRender, {
          block: "amends-desk/policy",
          attributes: props.attributes,
        }),
      );
    },
    save: function () {
      return null;
    },
  });
})(window.wp);
