/** How fast a backlog goes: out of PostgreSQL's log, and into the feed. */
@NullMarked
package io.paymentdone.benchmarks.drain;

import org.jspecify.annotations.NullMarked;
