#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Takes the service ident-amocrm away. Settings, state, key and logs in %ProgramData%\ident-amocrm stay.
.EXAMPLE
  powershell -ExecutionPolicy Bypass -File .\uninstall.ps1
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$id = 'IdentAmocrm'
$program = (Resolve-Path (Join-Path $PSScriptRoot '..\..')).Path

if (Get-Service -Name $id -ErrorAction SilentlyContinue) {
  # Waits for the service to finish or park the batch in flight.
  Stop-Service -Name $id
  # By Windows itself: the wrapper may be gone with the former folder of the program.
  & sc.exe delete $id
  if ($LASTEXITCODE -ne 0) { throw "sc.exe delete $id : exit $LASTEXITCODE" }
}
Remove-Item -LiteralPath (Join-Path $program 'service') -Recurse -Force -ErrorAction SilentlyContinue

$data = Join-Path $env:ProgramData 'ident-amocrm'
Write-Host "Служба удалена; данные остались в $data / The service is gone; its data stay there."
