<?php

/**
 * An order as a customer made it.
 */
class WC_Order extends WC_Abstract_Order
{
    use Standin\OrderPeople;
    use Standin\OrderRefunds;

    /** @var array{0: string, 1: string, 2: string}|null from, to and note of a status that is not saved yet */
    private $transition = null;

    public function get_type()
    {
        return 'shop_order';
    }

    public function get_order_number()
    {
        return (string) apply_filters('woocommerce_order_number', $this->get_id(), $this);
    }

    public function get_order_key($context = 'view')
    {
        return $this->prop('order_key');
    }

    public function key_is_valid($key)
    {
        return $this->get_order_key() !== '' && hash_equals($this->get_order_key(), (string) $key);
    }

    public function get_created_via($context = 'view')
    {
        return $this->prop('created_via', 'checkout');
    }

    public function get_payment_method($context = 'view')
    {
        return $this->prop('payment_method');
    }

    public function get_payment_method_title($context = 'view')
    {
        return $this->prop('payment_method_title');
    }

    public function get_date_paid($context = 'view')
    {
        return $this->moment('paid');
    }

    public function get_date_completed($context = 'view')
    {
        return $this->moment('completed');
    }

    public function is_paid()
    {
        return $this->has_status(wc_get_is_paid_statuses());
    }

    public function set_status($new_status, $note = '', $manual_update = false)
    {
        $to = (string) preg_replace('/\Awc-/', '', $new_status);
        if ($this->id > 0 && $to !== $this->status) {
            $this->transition = [$this->transition[0] ?? $this->status, $to, (string) $note];
        }
        $this->status = $to;
        if ($this->is_paid() && !isset($this->data['paid'])) {
            $this->data['paid'] = time();
        }
        if ($to === 'completed' && !isset($this->data['completed'])) {
            $this->data['completed'] = time();
        }
    }

    public function update_status($new_status, $note = '', $manual = false)
    {
        $this->set_status($new_status, $note, $manual);
        $this->save();
        return true;
    }

    public function save()
    {
        $new = $this->id === 0;
        if ($new) {
            $this->data += ['order_key' => 'wc_order_' . wp_generate_password(13, false)];
        }
        parent::save();
        do_action($new ? 'woocommerce_new_order' : 'woocommerce_update_order', $this->id, $this);
        $this->tell($new);
        return $this->id;
    }

    /** Fire what a changed status fires. */
    private function tell(bool $new): void
    {
        if ($new) {
            $this->transition = ['', $this->status, ''];
        }
        [$from, $to, $note] = $this->transition ?? ['', '', ''];
        $this->transition = null;
        if ($to === '') {
            return;
        }
        do_action('woocommerce_order_status_' . $to, $this->id, $this, []);
        if ($from !== '') {
            $names = wc_get_order_statuses();
            $told = "Order status changed from {$names["wc-$from"]} to {$names["wc-$to"]}.";
            $this->add_order_note(trim($note . ' ' . $told));
            do_action("woocommerce_order_status_{$from}_to_{$to}", $this->id, $this);
            do_action('woocommerce_order_status_changed', $this->id, $from, $to, $this);
        }
    }

    public function add_order_note($note, $is_customer_note = 0, $added_by_user = false, $meta_data = [])
    {
        $comment = wp_insert_comment(
            [
                'comment_post_ID' => $this->id,
                'comment_author' => 'WooCommerce',
                'comment_content' => $note,
                'comment_agent' => 'WooCommerce',
                'comment_type' => 'order_note',
                'comment_approved' => 1,
            ]
        );
        if ($is_customer_note) {
            add_comment_meta($comment, 'is_customer_note', 1);
            do_action('woocommerce_new_customer_note', ['order_id' => $this->id, 'customer_note' => $note]);
        }
        do_action('woocommerce_order_note_added', $comment, $this);
        return $comment;
    }

    public function get_view_order_url()
    {
        return wc_get_endpoint_url('view-order', (string) $this->id, wc_get_page_permalink('myaccount'));
    }

    public function get_checkout_order_received_url()
    {
        $address = wc_get_endpoint_url('order-received', (string) $this->id, wc_get_page_permalink('checkout'));
        return add_query_arg('key', $this->get_order_key(), $address);
    }

    public function get_edit_order_url()
    {
        return Automattic\WooCommerce\Utilities\OrderUtil::get_order_admin_edit_url($this->id);
    }

    /** @param array<string, mixed> $data what an order is made of, by the names of its properties */
    public function standin_fill(array $data): void
    {
        $this->status = $data['status'] ?? $this->status;
        $this->created = $data['created'] ?? $this->created;
        unset($data['status'], $data['created']);
        $this->data = $data + $this->data;
    }

    private function moment(string $name): ?WC_DateTime
    {
        return isset($this->data[$name]) ? WC_DateTime::standin_at($this->data[$name]) : null;
    }
}
