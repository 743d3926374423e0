/** Results for people: tables, verdicts, charts and the page that keeps them. */
@NullMarked
package io.paymentdone.benchmarks.report;

import org.jspecify.annotations.NullMarked;
