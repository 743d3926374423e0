/**
 * Real servers for integration tests, links to them that fail on demand, plain clients, and input
 * that nobody chose.
 */
@NullMarked
package io.paymentdone.testsupport;

import org.jspecify.annotations.NullMarked;
