package io.paymentdone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contracts in {@code docs/api}, which tests of the services hold against what these do, take
 * back nothing of the last released ones in {@code docs/api/released}.
 */
class ReleasedContractTests {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Surefire runs tests in the module's directory. */
  private static final Path CURRENT = Path.of("../../docs/api");

  private static final Path RELEASED = CURRENT.resolve("released");

  static List<String> contracts() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void keepsWhatWasReleased(String contract) throws IOException {
    assertThat(
            ContractChanges.between(
                read(RELEASED.resolve(contract)), read(CURRENT.resolve(contract))))
        .as(
            "docs/api/%1$s takes back what docs/api/released/%1$s promises. Add instead of"
                + " changing; docs/CONTRIBUTING.md says what to do when it must be.",
            contract)
        .isEmpty();
  }

  @Test
  void allContractsWereReleased() throws IOException {
    assertThat(contracts())
        .containsExactly("notification-service.json", "payment-service.json", "topics.json");
  }

  /** Where something is changed, to which JSON (gone if there is none), and what is found. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "payment-service|/paths/~1payments~1{id}||GET /payments/{id} is gone",
        "payment-service|/paths/~1payments/post||POST /payments is gone",
        "payment-service|/paths/~1payments/post/operationId|\"charge\"|operationId",
        "payment-service|/paths/~1payments/post/parameters/0||header Idempotency-Key is gone",
        "payment-service|/paths/~1payments/post/parameters/0/required|true|is required now",
        "payment-service|/paths/~1payments/post/parameters/0/schema/maxLength|254|maxLength 254",
        "payment-service|/paths/~1payments/post/parameters/-|{\"in\":\"header\",\"name\":\"Tenant\",\"required\":true}|Tenant"
            + " is new and required",
        "payment-service|/paths/~1payments/get/parameters/3/schema/default|50|default 50",
        "payment-service|/paths/~1payments/get/parameters/3/schema/maximum|50|maximum 50",
        "payment-service|/paths/~1payments/post/responses/201||POST /payments 201 is gone",
        "payment-service|/paths/~1payments/post/responses/201/headers/Location"
            + "||header Location is gone",
        "payment-service|/paths/~1payments/post/responses/201/content/application~1json"
            + "||201 application/json is gone",
        "payment-service|/paths/~1payments/post/responses/422/content/application~1problem+json"
            + "/examples/idempotency-key-reused||has the code idempotency-key-reused no more",
        "payment-service|/paths/~1payments/post/security"
            + "|[{\"bearer\":[\"payments:write\"]}]|is closed to [basic, basic payments:write]",
        "payment-service|/paths/~1payments/post/security/2||is closed to [bearer, bearer user]",
        "payment-service|/paths/~1payments/post/security/0/basic/-|\"admin\""
            + "|is closed to [basic, basic payments:write]",
        "payment-service|/paths/~1payments/get/responses/429||GET /payments 429 is gone",
        "payment-service|/components/securitySchemes/basic/scheme|\"digest\"|scheme \"digest\"",
        "payment-service|/components/schemas/PaymentRequest/properties/description"
            + "||body application/json.description is gone",
        "payment-service|/components/schemas/PaymentRequest/required/-|\"description\""
            + "|description is required now",
        "payment-service|/components/schemas/PaymentRequest/properties/userId/minLength|2"
            + "|minLength 2, was 1",
        "payment-service|/components/schemas/PaymentRequest/properties/amount/maximum|1000"
            + "|maximum 1000",
        "payment-service|/components/schemas/PaymentRequest/properties/userId/pattern|\"^u\""
            + "|has another pattern",
        "payment-service|/components/schemas/PaymentRequest/properties/metadata/type|\"object\""
            + "|must be [object], was [null, object]",
        "payment-service|/components/schemas/PaymentRequest/properties/metadata"
            + "/additionalProperties/maxLength|100|maxLength 100",
        "payment-service|/components/schemas/PaymentRequest/properties/metadata"
            + "/propertyNames/maxLength|20|maxLength 20",
        "payment-service|/components/schemas/StoredPayment/properties/currency"
            + "||application/json.items[].currency is gone",
        "payment-service|/components/schemas/StoredPayment/properties/amount/type|\"string\""
            + "|may be [string], was [integer]",
        "payment-service|/components/schemas/StoredPayment/properties/userId/type"
            + "|[\"string\",\"null\"]|may be [null, string], was [string]",
        "payment-service|/components/schemas/StoredPayment/properties/id/format||another format",
        "payment-service|/components/schemas/StoredPayment/required/0||may be absent now",
        "notification-service|/components/schemas/DeliveryItem/properties/state/enum/2"
            + "||has the value \"DEAD\" no more",
        "notification-service|/components/schemas/SubscriptionRequest/properties/language/enum/4"
            + "||has the value \"hi\" no more",
        "notification-service|/components/schemas/RecordContent/properties/bytes/type|\"string\""
            + "|may have another form",
        "notification-service|/components/schemas/DeadLetterItem/properties/key/anyOf/-"
            + "|{\"type\":\"string\"}|may have another form",
        "notification-service|/webhooks/ping||POST webhook ping is gone",
        "notification-service|/components/schemas/WebhookDeliveryData/properties/sequence"
            + "||application/json.data.sequence is gone",
        "notification-service|/webhooks/payment.done/post/parameters/0"
            + "||header webhook-id is gone",
        "topics|/channels/paymentDoneDlt||topic payment-done-dlt is gone",
        "topics|/channels/paymentDone/address|\"payments\"|address \"payments\"",
        "topics|/channels/paymentDone/bindings/kafka/partitions|6|partitions 6",
        "topics|/channels/paymentDone/bindings/kafka/topicConfiguration/retention.ms|1"
            + "|keeps records for a shorter time",
        "topics|/components/messages/paymentDone/headers/properties/ce_id||headers.ce_id is gone",
        "topics|/components/messages/paymentDone/headers/properties/ce_type/const|\"v2\""
            + "|has the value \"io.paymentdone.payment-done.v1\" no more",
        "topics|/components/messages/paymentDone/payload/properties/userId||value.userId is gone",
        "topics|/components/messages/paymentDone/payload/required/0||may be absent now",
        "topics|/components/messages/paymentDone/payload/required/-|\"metadata\""
            + "|value.metadata is required now",
        "topics|/components/messages/paymentDone/payload/properties/amount/maximum|1|maximum 1",
        "topics|/components/messages/paymentDone/payload/properties/amount/maximum"
            + "|9999999999999|maximum 9999999999999",
        "topics|/components/messages/paymentDone/payload/additionalProperties|false"
            + "|additionalProperties are refused now",
        "topics|/components/messages/groupEvent/payload/properties/kind/enum/4"
            + "||has the value \"LEAVING\" no more",
        "topics|/components/messages/rebalance/bindings/kafka/key/type|\"integer\""
            + "|key must be [integer]"
      })
  void findsWhatIsTakenBack(String contract, String place, @Nullable String json, String found)
      throws IOException {
    assertThat(changes(contract, place, json))
        .anySatisfy(change -> assertThat(change).contains(found));
  }

  /** The same for what is added. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "payment-service|/paths/~1refunds|{\"post\":{\"operationId\":\"refund\"}}",
        "payment-service|/paths/~1payments/delete|{\"operationId\":\"erase\"}",
        "payment-service|/paths/~1payments/post/summary|\"Pays\"",
        "payment-service|/paths/~1payments/post/parameters/-"
            + "|{\"in\":\"header\",\"name\":\"Tenant\",\"required\":false}",
        "payment-service|/paths/~1payments/post/parameters/0/schema/maxLength|1000",
        "payment-service|/paths/~1payments/post/responses/409|{\"description\":\"No\"}",
        "payment-service|/paths/~1payments/post/responses/201/headers/Age|{}",
        "payment-service|/paths/~1payments/post/security/-|{\"token\":[\"write\"]}",
        "payment-service|/paths/~1payments/post/security/0/basic/0|",
        "payment-service|/components/schemas/PaymentRequest/properties/channel"
            + "|{\"type\":\"string\",\"maxLength\":9}",
        "payment-service|/components/schemas/PaymentRequest/properties/amount/maximum"
            + "|9999999999999",
        "payment-service|/components/schemas/PaymentRequest/properties/userId/pattern|",
        "payment-service|/components/schemas/PaymentRequest/properties/userId/type"
            + "|[\"string\",\"null\"]",
        "payment-service|/components/schemas/StoredPayment/properties/channel|{\"type\":\"string\"}",
        "payment-service|/components/schemas/StoredPayment/properties/userId/maxLength|128",
        "payment-service|/components/schemas/Refund|{\"type\":\"object\"}",
        "notification-service|/components/schemas/DeliveryItem/properties/state/enum/-|\"PAUSED\"",
        "notification-service|/components/schemas/SubscriptionRequest/properties/language/enum/-"
            + "|\"it\"",
        "notification-service|/webhooks/payment.refunded|{\"post\":{}}",
        "notification-service|/components/schemas/WebhookDeliveryData/properties/channel"
            + "|{\"type\":\"string\"}",
        "topics|/channels/refunds|{\"address\":\"refunds\"}",
        "topics|/components/messages/paymentDone/headers/properties/ce_tenant"
            + "|{\"type\":\"string\"}",
        "topics|/components/messages/paymentDone/payload/properties/channel|{\"type\":\"string\"}",
        "topics|/components/messages/groupEvent/payload/properties/kind/enum/-|\"PAUSED\"",
        "topics|/components/messages/deadLetter/headers/properties/kafka_dlt-exception-fqcn/enum/-"
            + "|\"too-old\""
      })
  void letsPassWhatIsAdded(String contract, String place, @Nullable String json)
      throws IOException {
    assertThat(changes(contract, place, json)).isEmpty();
  }

  /** What is found when one thing of a released contract is changed. */
  private static List<String> changes(String contract, String place, @Nullable String json)
      throws IOException {
    JsonNode released = read(RELEASED.resolve(contract + ".json"));
    JsonNode changed = released.deepCopy();
    int end = place.lastIndexOf('/');
    JsonNode parent = changed.at(place.substring(0, end));
    String name = place.substring(end + 1).replace("~1", "/");
    assertThat(parent.isContainer()).as(place).isTrue();
    if (parent instanceof ArrayNode array) {
      change(array, name, json);
    } else {
      change((ObjectNode) parent, name, json);
    }
    return ContractChanges.between(released, changed);
  }

  private static void change(ArrayNode parent, String name, @Nullable String json) {
    if (json != null) {
      parent.add(JSON.readTree(json));
    } else {
      assertThat(parent.remove(Integer.parseInt(name))).isNotNull();
    }
  }

  private static void change(ObjectNode parent, String name, @Nullable String json) {
    if (json == null) {
      parent.remove(name);
    } else {
      parent.set(name, JSON.readTree(json));
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }
}
