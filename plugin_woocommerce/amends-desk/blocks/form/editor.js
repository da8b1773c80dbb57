/* The block in the editor: shown as the shop shows it, and beside it which form. What it prints comes from render.php. */
(function (wp) {
  wp.blocks.registerBlockType("amends-desk/form", {
    edit: function (props) {
      var make = wp.element.createElement;
      var offered = window.amendsDeskForm || { title: "", kinds: [] };
      return make(
        "div",
        wp.blockEditor.useBlockProps(),
        make(
          wp.blockEditor.InspectorControls,
          null,
          make(
            wp.components.PanelBody,
            null,
            make(wp.components.SelectControl, {
              label: offered.title,
              value: props.attributes.kind,
              options: offered.kinds,
              onChange: function (kind) {
                props.setAttributes({ kind: kind });
              },
            }),
          ),
        ),
        // Only to be looked at here: nothing in it is to be filled in or pressed.
        make(
          wp.components.Disabled,
          null,
          make(wp.serverSideRender, {
            block: "amends-desk/form",
            attributes: props.attributes,
          }),
        ),
      );
    },
    save: function () {
      return null;
    },
  });
})(window.wp);
