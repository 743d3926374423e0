/** Real servers for integration tests, links to them that fail on demand, and plain clients. */
@NullMarked
package io.paymentdone.testsupport;

import org.jspecify.annotations.NullMarked;
