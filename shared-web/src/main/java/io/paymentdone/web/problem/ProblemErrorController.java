package io.paymentdone.web.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Problem documents for errors that the servlet container dispatches; never HTML. */
@Hidden
@RestController
class ProblemErrorController implements ErrorController {

  private static final Logger log = LoggerFactory.getLogger(ProblemErrorController.class);

  @RequestMapping("${spring.web.error.path:${server.error.path:/error}}")
  ResponseEntity<Problem> error(HttpServletRequest request) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatusCode status =
        code instanceof Integer number ? HttpStatusCode.valueOf(number) : HttpStatus.NOT_FOUND;
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem(status, request));
  }

  private static Problem problem(HttpStatusCode status, HttpServletRequest request) {
    if (status.isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)) {
      Problem fault = Problem.ofFault(request);
      log.error(
          "request failed: {} {}",
          request.getMethod(),
          fault.instance(),
          (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
      return fault;
    }
    String detail =
        status.is5xxServerError()
            ? "The request could not be served."
            : "The request was refused; nothing was stored.";
    return Problem.of(status, detail, request);
  }
}
