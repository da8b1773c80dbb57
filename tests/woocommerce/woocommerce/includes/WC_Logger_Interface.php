<?php

/**
 * What a log can be told.
 */
interface WC_Logger_Interface
{
    public function add($handle, $message, $level = 'notice');

    public function log($level, $message, $context = []);

    public function critical($message, $context = []);

    public function error($message, $context = []);

    public function warning($message, $context = []);

    public function notice($message, $context = []);

    public function info($message, $context = []);

    public function debug($message, $context = []);
}
