/** What every HTTP service here does alike. */
@NullMarked
package io.paymentdone.web;

import org.jspecify.annotations.NullMarked;
