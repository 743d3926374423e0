/** Who consumes which partition, and how far behind: what Kafka's coordinator knows, as JSON. */
@NullMarked
package io.paymentdone.console.group;

import org.jspecify.annotations.NullMarked;
