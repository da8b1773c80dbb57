/* The block in the editor: shown as the shop shows it. What it prints comes from render.php. */
(function (wp) {
  wp.blocks.registerBlockType("amends-desk/link", {
    edit: function (props) {
      return wp.element.createElement(
        "div",
        wp.blockEditor.useBlockProps(),
        wp.element.createElement(wp.serverSideRender, {
          block: "amends-desk/link",
          attributes: props.attributes,
        }),
      );
    },
    save: function () {
      return null;
    },
  });
})(window.wp);
