package io.paymentdone.console.audit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.paymentdone.web.requestid.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log {@code audit}. A line is a JSON object in ASCII, so that no name can break a line or look
 * like another entry; its time is that of the line.
 */
public final class AuditLog {

  private static final Logger log = LoggerFactory.getLogger("audit");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private AuditLog() {}

  /**
   * One entry.
   *
   * @param who name of the caller
   * @param what method and path template
   * @param parameters those that say nothing about a user
   * @param status of the answer
   */
  @JsonPropertyOrder({"who", "what", "parameters", "status", "requestId"})
  record Entry(
      String who, String what, Map<String, String> parameters, int status, String requestId) {}

  /**
   * Writes what a caller did.
   *
   * @param what method and path template
   * @param status of the answer
   */
  public static void write(String who, String what, int status, HttpServletRequest request) {
    write(who, what, Map.of(), status, request);
  }

  static void write(
      String who,
      String what,
      Map<String, String> parameters,
      int status,
      HttpServletRequest request) {
    log.info(
        JSON.writeValueAsString(new Entry(who, what, parameters, status, RequestId.of(request))));
  }
}
