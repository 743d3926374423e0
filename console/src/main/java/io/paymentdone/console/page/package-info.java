/** Static files of the page and the content security policy. */
@NullMarked
package io.paymentdone.console.page;

import org.jspecify.annotations.NullMarked;
