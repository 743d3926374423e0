package io.paymentdone.web.problem;

/**
 * What is wrong with one field of a request.
 *
 * @param pointer JSON pointer into the body (RFC 6901), or {@code ?name} for a query parameter and
 *     the bare name for a header
 * @param code stable, for programs
 * @param detail for people: what is wrong and what would be right
 */
public record FieldProblem(String pointer, String code, String detail) {}
