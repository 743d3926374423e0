/** What consumers of any topic need. */
@NullMarked
package io.paymentdone.kafka;

import org.jspecify.annotations.NullMarked;
