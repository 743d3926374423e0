/** Results for people: a line per trial, a Markdown table, a picture per timeline. */
@NullMarked
package io.paymentdone.faults.report;

import org.jspecify.annotations.NullMarked;
