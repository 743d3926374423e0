/** Lists by the page: their limit, their cursors, their shape on the wire. */
@NullMarked
package io.paymentdone.web.paging;

import org.jspecify.annotations.NullMarked;
