"""The Shopify side of the desk: theme extension and the blueprint that speaks Shopify."""
