package io.paymentdone.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiContractTests {

  private static final String COMPLETE =
      """
      {
        "info": {"title": "Things", "version": "1", "description": "Keeps things."},
        "servers": [{"url": "/"}],
        "security": [{"basic": []}],
        "paths": {"/things": {"post": {
          "summary": "Makes a thing",
          "parameters": [{"name": "size", "description": "1 to 9", "example": 3}],
          "requestBody": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Thing"}}}},
          "responses": {
            "200": {"description": "It is made", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Part"}}}},
            "400": {"$ref": "#/components/responses/BadRequest"}}
        }}},
        "webhooks": {"thing.made": {"post": {
          "summary": "A thing was made",
          "security": [ ],
          "parameters": [{"name": "id", "description": "Of the thing", "example": 7}],
          "requestBody": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Part"}, "examples": {"sent": {}}}}},
          "responses": {"2XX": {"description": "The receiver has it"}}
        }}},
        "components": {
          "securitySchemes": {"basic": {"type": "http"}},
          "responses": {"BadRequest": {
            "description": "`bad-request`",
            "content": {"application/problem+json": {"examples": {"bad-request": {}}}}}},
          "schemas": {
            "Thing": {"type": "object", "properties": {
              "name": {"type": "string", "description": "Its name", "example": "a"},
              "parts": {"type": "array", "description": "Its parts",
                "items": {"$ref": "#/components/schemas/Part"}}}},
            "Part": {"type": "object", "required": ["weight"], "properties": {
              "weight": {"type": ["integer", "null"],
                "description": "In grams; null if not known", "example": 4}}}}
        }
      }
      """;

  @Test
  void findsNothingInACompleteDocument() {
    assertThat(ApiContract.flaws(COMPLETE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"title\": \"Things\"|\"title\": \"OpenAPI definition\"|title of its own",
        "\"version\": \"1\"|\"version\": \"v0\"|version of its own",
        "\"url\": \"/\"|\"url\": \"http://localhost:8080\"|name a host",
        "\"security\": [{\"basic\": []}],||security scheme",
        "\"/things\"|\"/error\"|internal",
        "\"/things\"|\"/actuator/health\"|internal",
        "\"summary\": \"Makes a thing\",||no summary",
        ", \"description\": \"1 to 9\"||size has no description",
        ", \"example\": 3||size has no example",
        "\"summary\": \"A thing was made\",||webhook thing.made has no summary",
        "\"security\": [ ],||thing.made asks for the credentials",
        ", \"example\": 7||parameter id has no example",
        ", \"examples\": {\"sent\": {}}||thing.made has no example",
        "\"description\": \"The receiver has it\"||thing.made 2XX has no description",
        "\"200\": {\"description\": \"It is made\", \"content\": {\"application/json\"|"
            + "\"200\": {\"description\": \"It is made\", \"content\": {\"*/*\"|content type */*",
        "\"400\":|\"302\":|no response that is a problem document",
        "problem+json|xml|no example of a problem document",
        ", \"example\": \"a\"||name has no example",
        "\"description\": \"In grams; null if not known\",||weight has no description",
        ", \"example\": 4||weight has no example",
        "[\"integer\", \"null\"]|\"integer\"|weight is described as null",
        "\"required\": [\"weight\"],||Part has no required property"
      })
  void findsWhatIsTakenAway(String part, @Nullable String instead, String flaw) {
    String document = COMPLETE.replace(part, instead == null ? "" : instead);

    assertThat(document).isNotEqualTo(COMPLETE);
    assertThat(ApiContract.flaws(document)).anySatisfy(found -> assertThat(found).contains(flaw));
  }
}
