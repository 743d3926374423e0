package io.paymentdone.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns whatever a controller or Spring MVC throws into a problem document. */
@RestControllerAdvice
@Order(0)
class ProblemAdvice extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  @Nullable ResponseEntity<Object> problem(ProblemException e, WebRequest request) {
    return answer(e, new HttpHeaders(), request);
  }

  /** A query that is not UTF-8, for example. */
  @ExceptionHandler
  @Nullable ResponseEntity<Object> undecodable(InvalidParameterException e, WebRequest request) {
    ProblemException problem =
        ProblemException.of(ProblemCode.BAD_REQUEST, "The parameters cannot be decoded.");
    return answer(problem, new HttpHeaders(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
    return fault(e, new HttpHeaders(), request);
  }

  /** A fault of ours: the client learns that it happened, the log learns what it was. */
  private @Nullable ResponseEntity<Object> fault(
      Exception e, HttpHeaders headers, WebRequest request) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      logger.debug("client is gone", e);
      return null;
    }
    Problem problem = Problem.ofFault(servletRequest(request));
    logger.error("request failed: " + target(request) + " " + problem.instance(), e);
    return super.handleExceptionInternal(
        e, problem, problemHeaders(headers), HttpStatus.INTERNAL_SERVER_ERROR, request);
  }

  /** Method and pattern, for the path itself may name a user. */
  private static String target(WebRequest request) {
    HttpServletRequest of = servletRequest(request);
    return of.getMethod() + " " + of.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(UnreadableBody.problem(e), headers, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    FieldProblem missing = new FieldProblem("?" + e.getParameterName(), "required", "is required");
    return answer(ProblemException.invalid(List.of(missing)), headers, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : e.getPropertyName();
    FieldProblem mismatch = new FieldProblem("?" + name, "type", "is not of the right type");
    return answer(ProblemException.invalid(List.of(mismatch)), headers, request);
  }

  /** Everything else that Spring MVC knows a status for. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (status.isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)) {
      return fault(e, headers, request);
    }
    String detail =
        status.is5xxServerError()
            ? "The request could not be served."
            : Problem.title(status.value()) + ": " + request.getDescription(false);
    return super.handleExceptionInternal(
        e,
        Problem.of(status, detail, servletRequest(request)),
        problemHeaders(headers),
        status,
        request);
  }

  private @Nullable ResponseEntity<Object> answer(
      ProblemException e, HttpHeaders headers, WebRequest request) {
    HttpHeaders all = problemHeaders(headers);
    Duration retryAfter = e.retryAfter();
    if (retryAfter != null) {
      all.set(HttpHeaders.RETRY_AFTER, ProblemWriter.seconds(retryAfter));
    }
    return super.handleExceptionInternal(
        e, Problem.of(e, servletRequest(request)), all, e.status(), request);
  }

  private static HttpServletRequest servletRequest(WebRequest request) {
    return ((ServletWebRequest) request).getRequest();
  }

  /** The client reads problem documents whatever it said it accepts. */
  private static HttpHeaders problemHeaders(HttpHeaders headers) {
    HttpHeaders all = new HttpHeaders();
    all.putAll(headers);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return all;
  }
}
