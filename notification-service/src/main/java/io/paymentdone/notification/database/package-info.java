/** The schema's migrations, by the service or before it. */
@NullMarked
package io.paymentdone.notification.database;

import org.jspecify.annotations.NullMarked;
