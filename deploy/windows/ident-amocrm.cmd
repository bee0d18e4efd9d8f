@echo off
rem Any command with the service's settings and state, from an administrator's console: ident-amocrm status
setlocal
cd /d "%ProgramData%\ident-amocrm" || exit /b 1
node "%~dp0..\..\bin\ident-amocrm.js" %*
