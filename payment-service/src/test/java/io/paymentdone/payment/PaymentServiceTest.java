package io.paymentdone.payment;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** A test against the whole service on a port of its own; all of them share one context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.tomcat.connection-timeout=2s",
      "web.request.body-time-max=3s",
      // The entity against the schema; a start in operation asks the database for nothing.
      "spring.jpa.hibernate.ddl-auto=validate"
    })
@WithPostgresAndKafka
@ActiveProfiles("local")
public @interface PaymentServiceTest {}
