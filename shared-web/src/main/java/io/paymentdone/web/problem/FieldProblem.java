package io.paymentdone.web.problem;

import io.swagger.v3.oas.annotations.media.Schema;

/** What is wrong with one field of a request. */
@Schema(description = "What is wrong with one field of a request")
public record FieldProblem(
    @Schema(
            description =
                "JSON pointer into the body (RFC 6901), ?name for a query parameter, the bare name"
                    + " for a header",
            example = "/userId")
        String pointer,
    @Schema(description = "What is wrong, for programs: stable", example = "required") String code,
    @Schema(
            description = "What is wrong, for people, and what would be right",
            example = "is required")
        String detail) {

  private static final int POINTER_LENGTH_MAX = 200;

  /**
   * The JSON pointer to a member (RFC 6901); that of its parent when it would be very long, for the
   * name is the client's and a problem document stays short.
   *
   * @param parent pointer to what the member is in; empty for the body
   */
  public static String pointer(String parent, String name) {
    String pointer = parent + "/" + name.replace("~", "~0").replace("/", "~1");
    return pointer.length() <= POINTER_LENGTH_MAX ? pointer : parent;
  }
}
