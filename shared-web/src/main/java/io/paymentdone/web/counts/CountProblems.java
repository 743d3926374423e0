package io.paymentdone.web.counts;

import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.problem.ProblemCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the problems of {@link RationedScan}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ProblemResponse(
    code = ProblemCode.UNAVAILABLE,
    when = "Counts are rationed, and the turn of this one has not come; see Retry-After.")
@ProblemResponse(
    code = ProblemCode.TOO_MUCH_TO_COUNT,
    when = "To count from that time on took too long: ask for a later time.")
@ProblemResponse(
    code = ProblemCode.TABLE_LOCKED,
    when = "Another session has the table locked; see Retry-After.")
public @interface CountProblems {}
