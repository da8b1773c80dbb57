<?php

namespace Standin;

/**
 * WooCommerce's log: a file for each source.
 */
final class FileLogger implements \WC_Logger_Interface
{
    public function add($handle, $message, $level = 'notice')
    {
        $folder = WP_CONTENT_DIR . '/wc-logs';
        wp_mkdir_p($folder);
        $line = strtoupper($level) . ' ' . $message . "\n";
        file_put_contents($folder . '/' . sanitize_file_name($handle) . '.log', $line, FILE_APPEND | LOCK_EX);
        return true;
    }

    public function log($level, $message, $context = [])
    {
        $this->add($context['source'] ?? 'log', $message, $level);
    }

    public function critical($message, $context = [])
    {
        $this->log('critical', $message, $context);
    }

    public function error($message, $context = [])
    {
        $this->log('error', $message, $context);
    }

    public function warning($message, $context = [])
    {
        $this->log('warning', $message, $context);
    }

    public function notice($message, $context = [])
    {
        $this->log('notice', $message, $context);
    }

    public function info($message, $context = [])
    {
        $this->log('info', $message, $context);
    }

    public function debug($message, $context = [])
    {
        $this->log('debug', $message, $context);
    }
}
