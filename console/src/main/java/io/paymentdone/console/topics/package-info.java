/** Reading a topic from a time on, without a consumer group: nothing that others could notice. */
@NullMarked
package io.paymentdone.console.topics;

import org.jspecify.annotations.NullMarked;
