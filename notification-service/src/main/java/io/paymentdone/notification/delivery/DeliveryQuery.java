package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries to list. One of endpoint and user is given at least.
 *
 * @param endpointId null for all endpoints of the client and the channels without endpoints
 * @param userId null for all users
 * @param state null for all states
 */
record DeliveryQuery(
    @Nullable UUID endpointId, @Nullable String userId, @Nullable DeliveryState state) {

  /**
   * Reads the query parameters.
   *
   * @throws ProblemException 400 naming every wrong one
   */
  static DeliveryQuery parse(
      @Nullable String endpointId, @Nullable String userId, @Nullable String state) {
    UUID endpoint = endpointId == null ? null : UuidText.parse(endpointId);
    DeliveryState wanted = state(state);
    List<FieldProblem> problems =
        Stream.of(
                endpointId != null && endpoint == null
                    ? new FieldProblem("?endpointId", "malformed", "must be a UUID")
                    : null,
                endpointId == null && userId == null
                    ? new FieldProblem("?endpointId", "required", "is required without userId")
                    : null,
                userId == null ? null : TextRule.USER_ID.check("?userId", userId),
                state != null && wanted == null
                    ? new FieldProblem("?state", "malformed", "must be WAITING, DELIVERED or DEAD")
                    : null)
            .filter(Objects::nonNull)
            .toList();
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return new DeliveryQuery(endpoint, userId, wanted);
  }

  /** Name of the list that it is; no part of it contains a line feed. */
  String nameOfList(String owner) {
    return Stream.of(owner, endpointId, userId, state)
        .map(String::valueOf)
        .collect(Collectors.joining("\n"));
  }

  private static @Nullable DeliveryState state(@Nullable String name) {
    return Arrays.stream(DeliveryState.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "DeliveryQuery[endpointId=" + endpointId + ", state=" + state + "]";
  }
}
