package io.paymentdone.web.openapi;

import io.paymentdone.web.problem.ProblemCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A problem document that a controller's method may be answered with, for its OpenAPI document.
 * Those of every method are there without it ({@link CommonProblems}).
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ProblemResponse.All.class)
public @interface ProblemResponse {

  /** Code of the problem, which has the status of the response. */
  ProblemCode code();

  /** When that is the answer, as a sentence. */
  String when();

  /** Those of one method. */
  @Documented
  @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {

    /** Each of them. */
    ProblemResponse[] value();
  }
}
