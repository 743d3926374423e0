package io.paymentdone.console.services;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The response of a service, unchanged.
 *
 * @param status HTTP status
 */
public record ServiceResponse(int status, String body) {

  /** The same response for the page. */
  public ResponseEntity<String> passedOn() {
    return ResponseEntity.status(status)
        .contentType(status < 300 ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "ServiceResponse[status=" + status + "]";
  }
}
