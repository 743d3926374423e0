/** Real servers for integration tests. */
@NullMarked
package io.paymentdone.testsupport;

import org.jspecify.annotations.NullMarked;
