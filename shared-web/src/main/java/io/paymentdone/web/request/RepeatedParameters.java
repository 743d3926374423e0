package io.paymentdone.web.request;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query that gives a parameter more than once. Spring MVC would join the values with
 * commas or take the first one, and so answer another question than the client asked.
 */
final class RepeatedParameters implements HandlerInterceptor {

  /**
   * Lets a request pass to a controller.
   *
   * @throws ProblemException 400 naming every repeated parameter
   */
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod && isQueryAlone(request)) {
      List<FieldProblem> repeated =
          request.getParameterMap().entrySet().stream()
              .filter(parameter -> parameter.getValue().length > 1)
              .map(parameter ->
                  new FieldProblem("?" + parameter.getKey(), "repeated", "must be given once"))
              .toList();
      if (!repeated.isEmpty()) {
        throw ProblemException.invalid(repeated);
      }
    }
    return true;
  }

  /** Whether the request's parameters are those of its query, and were not looked at before. */
  private static boolean isQueryAlone(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        && request.getQueryString() != null
        && !isForm(request.getContentType());
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null
        && contentType.regionMatches(
            true,
            0,
            MediaType.APPLICATION_FORM_URLENCODED_VALUE,
            0,
            MediaType.APPLICATION_FORM_URLENCODED_VALUE.length());
  }
}
