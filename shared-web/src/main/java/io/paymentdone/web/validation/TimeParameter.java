package io.paymentdone.web.validation;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** A time in a query: any that the database can hold. */
public final class TimeParameter {

  /** The first time that is one. */
  public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  /** The last time that is one. */
  public static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private TimeParameter() {}

  /**
   * Reads one that the controller takes as text, so that an empty one is no absent one.
   *
   * @param name of the query's parameter
   * @throws ProblemException 400 unless it is a time (RFC 3339) of the years 1 to 9999
   */
  public static Instant parse(String name, String text) {
    try {
      return check(name, Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "?" + name, "type", "must be an RFC 3339 time, like 2026-11-29T09:00:00Z")));
    }
  }

  /**
   * The time itself.
   *
   * @param name of the query's parameter
   * @throws ProblemException 400 unless it is of the years 1 to 9999
   */
  public static Instant check(String name, Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw ProblemException.invalid(
          List.of(new FieldProblem("?" + name, "out-of-range", "a time of the years 1 to 9999")));
    }
    return time;
  }
}
