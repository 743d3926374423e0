package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.ratelimit.RateLimits;
import io.paymentdone.web.request.ReceivedBody;
import io.paymentdone.web.request.RefusingFilter;
import io.paymentdone.web.request.RequestBodyFilter;
import io.paymentdone.web.request.StrictJson;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.CallerCheck;
import io.paymentdone.web.security.SecurityHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/**
 * Answers {@code POST /payments} before all other filters when nothing about the request is out of
 * the ordinary. Everything else it hands on, unread, and it says nothing about what is wrong: that
 * is known at one place only, behind it.
 *
 * <p>The filters and Spring MVC take as much CPU time as the rest of a payment does, and much more
 * while the JVM is young (docs/adr/0006-ordinary-payments-first.md).
 */
@Component
@FilterRegistration(urlPatterns = OrdinaryPaymentFilter.PATH, order = Ordered.HIGHEST_PRECEDENCE)
final class OrdinaryPaymentFilter extends HttpFilter {

  static final String PATH = "/payments";

  private static final long serialVersionUID = 1L;

  private final transient List<RefusingFilter> refusingFilters;
  private final transient CallerCheck callerCheck;
  private final transient RateLimits limits;
  private final transient RequestBodyFilter bodies;
  private final transient StrictJson json;
  private final transient PaymentHandler handler;
  private final transient ProblemWriter problems;
  private final transient OrdinaryPaymentMetrics metrics;

  OrdinaryPaymentFilter(
      List<RefusingFilter> refusingFilters,
      CallerCheck callerCheck,
      RateLimits limits,
      RequestBodyFilter bodies,
      StrictJson json,
      PaymentHandler handler,
      ProblemWriter problems,
      OrdinaryPaymentMetrics metrics) {
    this.refusingFilters = List.copyOf(refusingFilters);
    this.callerCheck = callerCheck;
    this.limits = limits;
    this.bodies = bodies;
    this.json = json;
    this.handler = handler;
    this.problems = problems;
    this.metrics = metrics;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long startNanos = System.nanoTime();
    Optional<Caller> caller =
        hasOrdinaryHead(request) ? callerCheck.caller(request) : Optional.empty();
    if (caller.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    ProblemException tooMany = limits.count(caller.get(), request, response);
    if (tooMany != null) {
      SecurityHeaders.write(request, response);
      problems.write(tooMany, request, response);
      metrics.record(response.getStatus(), startNanos);
      return;
    }
    // Held until the answer: the order, which waits in the queue, is about as large as the body.
    try (ReceivedBody body = bodies.receive(request)) {
      PaymentOrder order = body.isWhole() ? order(body, caller.get(), request) : null;
      if (order == null) {
        chain.doFilter(body.unreadIn(request), response);
      } else {
        answer(order, request, response, startNanos);
      }
    }
  }

  private void answer(
      PaymentOrder order, HttpServletRequest request, HttpServletResponse response, long startNanos)
      throws IOException {
    SecurityHeaders.write(request, response);
    try {
      take(order, request, response);
    } catch (RuntimeException fault) {
      response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      throw fault;
    } finally {
      metrics.record(response.getStatus(), startNanos);
    }
  }

  private boolean hasOrdinaryHead(HttpServletRequest request) {
    return request.getMethod().equals(HttpMethod.POST.name())
        && request.getRequestURI().equals(PATH)
        && request.getQueryString() == null
        && MediaType.APPLICATION_JSON_VALUE.equalsIgnoreCase(request.getContentType())
        && request.getContentLength() > 0
        && acceptsJson(request.getHeader(HttpHeaders.ACCEPT))
        && refusingFilters.stream().allMatch(filter -> filter.refusal(request) == null);
  }

  private static boolean acceptsJson(@Nullable String accept) {
    return accept == null
        || accept.equals(MediaType.ALL_VALUE)
        || accept.equals(MediaType.APPLICATION_JSON_VALUE);
  }

  /** Null for a request that is to be refused, unless it repeats what is stored. */
  private @Nullable PaymentOrder order(
      ReceivedBody body, Caller caller, HttpServletRequest request) {
    try {
      PaymentRequest payment = json.read(body.bytes(), PaymentRequest.class);
      if (payment == null) {
        return null;
      }
      PaymentOrder order = PaymentHandler.order(payment, caller, request);
      return PaymentHandler.mayBeNew(order) ? order : null;
    } catch (JacksonException | ProblemException refused) {
      return null;
    }
  }

  private void take(PaymentOrder order, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      handler.take(order, response);
    } catch (ProblemException problem) {
      problems.write(problem, request, response);
    }
  }
}
