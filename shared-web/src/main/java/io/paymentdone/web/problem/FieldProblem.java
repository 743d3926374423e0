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
        String detail) {}
