package io.paymentdone.console.login;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;

/** The console outside the profile local, with clients of several scopes and without Kafka. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    properties = {
      "spring.config.name=console",
      "spring.kafka.bootstrap-servers=127.0.0.1:1",
      // Only the tests' classpath has a database.
      "spring.autoconfigure.exclude="
          + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "payment-done.console.services.payment-service=http://127.0.0.1:1",
      "payment-done.console.services.notification-service=http://127.0.0.1:1",
      "api.credentials=demo:d:emö",
      "api.clients[0].name=reader",
      "api.clients[0].secrets={noop}reads",
      "api.clients[0].scopes=payments:read,notifications:read",
      "api.clients[1].name=payer",
      "api.clients[1].secrets={noop}pays",
      "api.clients[1].scopes=payments:write"
    },
    webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureMockMvc
@interface WithLogin {}
